# syntax=docker/dockerfile:1
# The site in production (OPS1): built in one stage, run in another that holds no compiler and no root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .
ENV PYTHONPATH=site:. VAR_DIR=/app/build
# Texts and static files need no secret and no server; the settings that want them are not used.
RUN DJANGO_SETTINGS_MODULE=m4dnet.settings.demo python manage.py compile_messages \
    && DJANGO_SETTINGS_MODULE=m4dnet.settings.demo python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q common demo events home library members news site taxonomy

FROM python:3.11-slim-bookworm
ARG VERSION=0.1.0
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="M4D Net" \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$COMMIT
RUN useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin m4d \
    && install --directory --owner m4d --group m4d /app/var
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=site:. \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=m4dnet.settings.production \
    STATIC_ROOT=/app/build/static \
    VAR_DIR=/app/var \
    BIND=0.0.0.0:8000
USER m4d
# Everything the site writes; the rest may be mounted read-only.
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["python", "-m", "gunicorn"]
