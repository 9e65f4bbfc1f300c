/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // The optimizer decodes untrusted images and has had remote code executions; the console has no images to optimize.
  images: { unoptimized: true },
  // `npm run types` checks types, once, over the whole project.
  typescript: { ignoreBuildErrors: true },
  // These have native code, or state that must exist once per process.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'pg',
    'pino',
    'rate-limiter-flexible',
  ],
  experimental: {
    optimizePackageImports: ['radix-ui'],
    // TypeScript 7 has no JavaScript API, which Next loads otherwise.
    useTypeScriptCli: true,
    // Nothing reads them: browsers get none, and Node would need --enable-source-maps.
    turbopackSourceMaps: false,
  },
};

export default config;
