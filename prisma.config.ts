import { defineConfig } from 'prisma/config';

// The client is generated without downloading an engine: see generateClient in server/build.mjs.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
