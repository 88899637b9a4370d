import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'test/graphql/': typedDocuments(['test/**/*.ts', '!test/{graphql,clients/relay}/**']),
    'examples/timeline/src/graphql/': typedDocuments(['examples/timeline/src/*.tsx']),
  },
};

function typedDocuments(documents: string[]): CodegenConfig['generates'][string] {
  return {
    documents,
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      importExtension: '.ts',
      useTypeImports: true,
      enumsAsTypes: true,
      skipTypename: true,
      strictScalars: true,
      scalars: { DateTime: 'string', UUID: 'string', JSON: 'unknown' },
    },
  };
}

export default config;
