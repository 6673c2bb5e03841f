# One image for web, worker, timetable and the one-off preparation; docker-compose.yml says which command runs.
FROM python:3.11-slim-bookworm

# What WeasyPrint draws text with; nothing else of the system is needed.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --create-home --home-dir /home/portal portal \
    && install -d -o portal -g portal /data

WORKDIR /portal
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.txt

COPY manage.py pyproject.toml CHANGELOG.md ./
COPY charter charter
COPY promises promises
COPY measures measures
COPY engagement engagement
COPY templates templates
COPY static static

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=charter.settings.production \
    PORTAL_DATA=/data \
    XDG_CACHE_HOME=/tmp \
    GUNICORN_CMD_ARGS="--bind=0.0.0.0:8000 --worker-tmp-dir=/dev/shm"

USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "charter.wsgi:application", "--preload", "--worker-class=gthread", "--workers=2", "--threads=4", "--timeout=60", "--graceful-timeout=20", "--access-logfile=-", "--logger-class=charter.access_log.QuietLogger", "--no-control-socket"]
