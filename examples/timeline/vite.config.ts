import { defineConfig } from 'vite';

// The page and the gateway share one origin, so that the browser needs no CORS.
export default defineConfig({
  base: './',
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
