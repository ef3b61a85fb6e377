# The command line in a container: docker build -t planner . && docker run --rm -v "$PWD:/work" planner solve mine.xlsx
FROM python:3.13-slim AS built
COPY . /source
RUN python -m venv /opt/planner && /opt/planner/bin/pip install --no-cache-dir --constraint /source/constraints.txt /source

FROM python:3.13-slim
COPY --from=built /opt/planner /opt/planner
RUN useradd --create-home planner && mkdir /work && chown planner /work
USER planner
WORKDIR /work
ENTRYPOINT ["/opt/planner/bin/planner"]
CMD ["--help"]
