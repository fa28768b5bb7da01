# The relay with its dashboard. It needs a volume at /data and nothing else that can be written but /tmp. Publish its port
# as 127.0.0.1:7788:7788, as docker-compose.yml does: inside, it listens on every address (docs/adr/0010).
# What of this was tried without a Docker engine, and how: scripts/image.mjs.

# A tag can be moved. To pin what it stood for when you looked: `docker buildx imagetools inspect node:24.21.0-bookworm-slim`, and write the
# digest behind both names, as node:24.21.0-bookworm-slim@sha256:... It is not here, for there was no registry to ask where this was written.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /lighty
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .node-version ./
COPY protocol/package.json protocol/package.json
COPY relay/package.json relay/package.json
COPY dashboard/package.json dashboard/package.json
COPY scripts/launch.mjs scripts/launch.mjs
# The launcher brings the pnpm that package.json pins.
RUN node scripts/launch.mjs install --prod --frozen-lockfile --filter @lighty/relay...

FROM dependencies AS page
RUN node scripts/launch.mjs install --frozen-lockfile --filter @lighty/dashboard...
COPY scripts/stale.mjs scripts/build-dashboard.mjs scripts/
COPY tsconfig.base.json ./
COPY protocol protocol
COPY dashboard dashboard
RUN node scripts/build-dashboard.mjs

FROM node:24.21.0-bookworm-slim
WORKDIR /lighty
COPY --from=dependencies /lighty/node_modules node_modules
COPY --from=dependencies /lighty/protocol/node_modules protocol/node_modules
COPY --from=dependencies /lighty/relay/node_modules relay/node_modules
COPY --from=page /lighty/dashboard/dist dashboard/dist
COPY package.json ./
COPY protocol/package.json protocol/package.json
COPY protocol/src protocol/src
COPY relay/package.json relay/package.json
COPY relay/src relay/src
# A new volume takes over whose folder this is.
RUN mkdir --mode=700 /data && chown 1000:1000 /data
ENV NODE_ENV=production LIGHTY_CONTAINER=1 LIGHTY_DATA=/data LIGHTY_PORT=7788 LIGHTY_NO_OPEN=1 SQLITE_TMPDIR=/data
# The user `node` of the base image.
USER 1000:1000
VOLUME /data
EXPOSE 7788
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["node", "relay/src/health.ts"]
CMD ["node", "relay/src/main.ts", "--no-demo"]
