"""The one logger and the one set of metrics of a function; neither ever sees personal data."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger()
metrics = Metrics()


def count(name: str, value: int = 1) -> None:
    """Count something that operators watch.

    Args:
        name: the metric, in CamelCase.
        value: how often.
    """
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def places(error: BaseException) -> list[str]:
    """List where an error passed through, file and line, without any values."""
    steps: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        steps.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return steps[-8:]
