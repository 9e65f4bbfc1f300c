import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['app', 'bench', 'components', 'e2e', 'lib', 'prisma', 'server'];
const EXCLUDED = new Set(['lib/generated', 'node_modules']);

/** One source file: its imports as paths from the root ("lib/database/db.ts") or package names ("next/headers"). */
export type Source = { file: string; text: string; imports: string[]; typeImports: string[] };

/** Returns every TypeScript and JavaScript file of the project, by path from the root. */
export function readSources(): Map<string, Source> {
  const files = FOLDERS.flatMap((folder) => filesBelow(folder));
  const paths = new Set(files);
  return new Map(files.map((file) => [file, readSource(file, paths)]));
}

/**
 * Returns the files and packages that `file` imports, over any number of steps. Type imports do not count. The imports of
 * files for which `isBoundary` is true are not followed.
 */
export function reachableFrom(
  sources: Map<string, Source>,
  file: string,
  isBoundary: (source: Source) => boolean = () => false,
): Set<string> {
  const reached = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const source = sources.get(next);
    if (!source || (next !== file && isBoundary(source))) continue;
    for (const target of source.imports) {
      if (!reached.has(target)) waiting.push(target);
      reached.add(target);
    }
  }
  return reached;
}

function filesBelow(folder: string): string[] {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute) || EXCLUDED.has(folder)) return [];
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return /\.(tsx?|mjs)$/.test(entry.name) ? [file] : [];
  });
}

function readSource(file: string, paths: Set<string>): Source {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  const source: Source = { file, text, imports: [], typeImports: [] };
  const statements = text.matchAll(
    /^(?:import|export)\s(?:(?!^(?:import|export)\s)[^;])*?from '([^']+)'|^import '([^']+)'/gm,
  );
  for (const [statement, from, bare] of statements) {
    const target = resolve(file, from ?? bare ?? '', paths);
    const typesOnly =
      /^(?:import|export) type\s/.test(statement) || /^import \{(?:\s*type [^,}]+,?)+\s*\}/.test(statement);
    (typesOnly ? source.typeImports : source.imports).push(target);
  }
  for (const [, name = ''] of text.matchAll(/\bimport\('([^']+)'\)/g)) source.imports.push(resolve(file, name, paths));
  return source;
}

function resolve(file: string, name: string, paths: Set<string>): string {
  if (!name.startsWith('.') && !name.startsWith('@/')) return name;
  const base = name.startsWith('@/') ? name.slice(2) : path.posix.join(path.posix.dirname(file), name);
  return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((candidate) => paths.has(candidate)) ?? base;
}
