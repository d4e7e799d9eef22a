// The rooms and the one direction between them; docs/architecture.md draws the same picture.
const layers = [
  ['app', '^src/app/'],
  ['project', '^src/project/'],
  ['workers', '^workers/'],
  ['steps', '^src/(documents|pairs|training|evaluation|bundle)/'],
  ['models', '^src/models/'],
  ['engine and storage', '^src/(engine|storage)/'],
  ['errors', '^src/errors/'],
];
const upward = layers.slice(1).map(([name, path], index) => ({
  name: `${name} must not know the rooms above it`,
  severity: 'error',
  from: { path },
  to: { path: layers.slice(0, index + 1).map(([, above]) => above) },
}));
// documents -> pairs -> training -> evaluation -> bundle: a later step may read an earlier one's types.
const steps = ['documents', 'pairs', 'training', 'evaluation', 'bundle'];
const backward = steps.slice(0, -1).map((step, index) => ({
  name: `${step} must not know later steps`,
  severity: 'error',
  from: { path: `^src/${step}/` },
  to: { path: `^src/(${steps.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    ...backward,
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'app never touches a worker or storage',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^(workers|src/storage)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no Svelte below the project',
      severity: 'error',
      from: {
        path: '^(workers|src/(documents|pairs|training|evaluation|bundle|models|engine|storage|errors))/',
      },
      to: { path: 'node_modules/svelte' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
};
