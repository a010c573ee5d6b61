# The image that speaks and listens without any vendor: the small one (Dockerfile.optimized) with espeak-ng, flite and pocketsphinx in it.
#   docker build -t learning-voice-agent:3.0.0 .
# To be written down by pocketsphinx:
#   STT=command STT_COMMAND=["pocketsphinx_continuous","-infile","{file}","-logfn","/dev/null"]
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build
# Packages change less often than the code, so they are a layer of their own.
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY speech/package.json speech/
COPY server/package.json server/
COPY web/package.json web/
# No package needs its script: binaries come as packages, and Node is the one of this image.
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN cd web && node ../node_modules/vite/bin/vite.js build
RUN node scripts/image/tree.mjs /build /app

FROM node:${NODE_VERSION}-bookworm-slim
ARG VERSION=3.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Learning Voice Agent" \
  org.opencontainers.image.description="A companion you talk to while you learn. Self-hosted." \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
RUN apt-get update \
  && apt-get install -y --no-install-recommends espeak-ng flite pocketsphinx pocketsphinx-en-us \
  && rm -rf /var/lib/apt/lists/*
# Nothing is installed in a running container, so whatever installs is taken away.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
  && groupadd --gid 10001 lva \
  && useradd --uid 10001 --gid lva --no-create-home --home-dir /data --shell /usr/sbin/nologin lva \
  && install -d -o lva -g lva -m 700 /data
COPY --from=build /app /app
WORKDIR /app
# Compiled once, here and for this user: a read-only container could not keep it.
RUN ln -s /app/server/bin/lva.mjs /usr/local/bin/lva \
  && install -d -o lva -g lva node_modules/.cache/compiled \
  && setpriv --reuid=lva --regid=lva --clear-groups node server/bin/lva.mjs help \
  && chown -R root:root node_modules/.cache
ENV NODE_ENV=production ENVIRONMENT=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data HOME=/tmp
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# The database is brought up to date before it answers: ten minutes for a large one. The first good answer ends them.
HEALTHCHECK --interval=30s --timeout=5s --start-period=600s --retries=3 CMD ["node", "scripts/image/healthy.mjs"]
# Node itself is the first process, so signals reach the server.
ENTRYPOINT ["node", "--max-semi-space-size=8", "server/bin/lva.mjs"]
CMD ["serve"]
