# One function: Node and its bundle. `npm run images` makes the bundles first, so no package is installed here and the
# same commit gives the same image. Node's compile cache had no measurable effect.
ARG BASE=node:24-slim
FROM ${BASE}
ARG FUNCTION
WORKDIR /app
COPY --chmod=444 dist/${FUNCTION}/index.js index.mjs
USER 65532:65532
EXPOSE 8080
CMD ["node", "index.mjs"]
