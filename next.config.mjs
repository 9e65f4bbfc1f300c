/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // The optimiser decodes pictures from anywhere and has had remote code executions; the console has none to optimise.
  images: { unoptimized: true },
  // Types are checked by `npm run typecheck`, once, over the whole project.
  typescript: { ignoreBuildErrors: true },
  // They carry native parts, or keep state that must exist once a process.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg',
    'pino',
    'rate-limiter-flexible',
  ],
  experimental: { optimizePackageImports: ['radix-ui'] },
};

export default config;
