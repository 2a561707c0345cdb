# audiostream's command, for all that needs no sound card: the server, the consumer, uploads, setting up the cluster.
FROM python:3.13.5-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY audiostream audiostream
RUN python -m venv /opt/audiostream \
    && /opt/audiostream/bin/python -m pip install --no-cache-dir -c constraints.txt ".[cluster,server]"

FROM python:3.13.5-slim-bookworm
RUN useradd --create-home audiostream
COPY --from=build /opt/audiostream /opt/audiostream
ENV PATH=/opt/audiostream/bin:$PATH PYTHONUNBUFFERED=1
USER audiostream
WORKDIR /home/audiostream
ENTRYPOINT ["audiostream"]
CMD ["--help"]
