import { defineConfig } from 'prisma/config';

// The client is generated without any engine download: see prisma/generate.mjs.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
