# The binary is static: no libc, no cgo, nothing to patch but itself.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.version=${VERSION}" -o /howto ./cmd/howto \
 && mkdir -p /empty/data && chown -R 65532:65532 /empty/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /howto /howto
COPY --from=build /src/search/meaning/model/LICENSE /src/search/meaning/model/NOTICE /licenses/use-lite/
COPY --from=build --chown=65532:65532 /empty/data /data
USER 65532:65532
# Run it with --read-only: /data is the only place it writes to.
VOLUME ["/data"]
ENV HOWTO_DATA_DIR=/data HOWTO_LIBRARY_DIRS=/library HOWTO_HTTP_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["/howto", "doctor", "--alive"]
ENTRYPOINT ["/howto"]
CMD ["serve"]
