# The parents' app and the console. The binary embeds what this stage leaves in frontend/dist.
FROM node:22-bookworm-slim AS pages
WORKDIR /src
COPY scripts/frontend scripts/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
COPY frontend/tools frontend/tools
COPY frontend/apps/parent/package.json frontend/apps/parent/package.json
COPY frontend/apps/console/package.json frontend/apps/console/package.json
COPY frontend/packages/api/package.json frontend/packages/api/package.json
COPY frontend/packages/core/package.json frontend/packages/core/package.json
COPY frontend/packages/map/package.json frontend/packages/map/package.json
RUN scripts/frontend install
COPY frontend frontend
RUN scripts/frontend pages

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/frontend/dist frontend/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /tuoyuquan ./api/cmd/tuoyuquan

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data tuoyuquan && install -d -o tuoyuquan -g tuoyuquan /data
COPY --from=build /tuoyuquan /usr/local/bin/tuoyuquan
USER tuoyuquan
ENV TUOYUQUAN_DATA=/data TUOYUQUAN_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["tuoyuquan"]
CMD ["serve"]
