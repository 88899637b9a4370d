import type { Plugin } from 'graphql-yoga';

/** What Yoga calls as it starts, for itself and not for a request. */
const startHooks = new Set(['onPluginInit', 'onYogaInit', 'onSchemaChange', 'onDispose']);

/**
 * An embedder's plugins. Refuses one that has hooks for requests: most requests do not come through
 * Yoga, so that it would see some and not others.
 */
export function checkPlugins(plugins: readonly Plugin[]): Plugin[] {
  return plugins.map((plugin) => {
    for (const name of hooksOf(plugin)) {
      if (startHooks.has(name)) continue;
      throw new TypeError(
        `A plugin has the hook ${name}, which would not run for every request: add a stage instead.`,
      );
    }
    const { onPluginInit } = plugin;
    if (!onPluginInit) return plugin;
    return {
      ...plugin,
      onPluginInit: (event) =>
        onPluginInit({
          ...event,
          addPlugin: (added) => event.addPlugin(checkPlugins([added])[0]!),
        }),
    };
  });
}

function hooksOf(plugin: object): string[] {
  const names = new Set<string>();
  for (let level = plugin; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  return [...names].filter(
    (name) =>
      (/^on[A-Z]/.test(name) || name === 'instrumentation') &&
      (plugin as Readonly<Record<string, unknown>>)[name] !== undefined,
  );
}
