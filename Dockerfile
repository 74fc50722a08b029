# syntax=docker/dockerfile:1
# 报送 in a container: everything it keeps lies in /data, and so do config.toml and roster.xlsx, if there are any.

FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY . .
# The lock file pins what is installed; it is a constraint because it lists the tools of development, too.
RUN python -m venv /opt/baosong \
    && /opt/baosong/bin/pip install --no-cache-dir --disable-pip-version-check --constraint requirements.lock .

FROM python:3.13-slim-bookworm
# Fonts draw the digest's picture; pg_dump is for `baosong backup` beside a PostgreSQL of the same version or older.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data baosong \
    && install --directory --owner baosong --group baosong --mode 0700 /data
COPY --from=build /opt/baosong /opt/baosong
ENV PATH=/opt/baosong/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    BAOSONG_WEB__HOST=0.0.0.0
# The number of `baosong` above: orchestrators ask for one to see that it is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["baosong"]
CMD ["serve"]
