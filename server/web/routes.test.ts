import { expect, test } from 'vitest';
import { ENDPOINTS } from '@/lib/api/endpoints';
import { readSources } from '@/lib/testing/sources';

/** Route handlers of app/ that are made from an endpoint, as `METHOD /path/{parameter}` and the endpoint's file. */
function routeHandlers(): string[] {
  const routes = [...readSources().values()].filter(({ file }) => /^app\/(api|metrics|hooks)\/.*route\.ts$/.test(file));
  return routes.flatMap(({ file, text }) => {
    const path = file.replace(/^app|\/route\.ts$/g, '').replace(/\[(\w+)\]/g, '{$1}');
    return [...text.matchAll(/^export const ([A-Z]+) = routeHandler\((\w+)\);$/gm)].map(
      ([, method, name]) => `${method} ${path} ${name}`,
    );
  });
}

test('every endpoint has a route handler of its method and path, and there is no other', () => {
  const files = [...readSources().values()].filter(({ file }) => file.startsWith('lib/api/endpoints/'));
  const declared = files.map(({ text }) => {
    const [, name] = /^export const (\w+) = /m.exec(text) ?? [];
    const [, method] = /^ {2}method: '(\w+)',$/m.exec(text) ?? [];
    const [, path] = /^ {2}path: '([^']+)',$/m.exec(text) ?? [];
    return `${method} ${path} ${name}`;
  });
  expect(routeHandlers().sort()).toEqual(declared.sort());
  expect(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    declared.map((line) => line.split(' ').slice(0, 2).join(' ')).sort(),
  );
});
