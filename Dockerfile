FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
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
