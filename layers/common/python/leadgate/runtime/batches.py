"""Partial batch failure: what could not be handled is given back, the rest is done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leadgate.runtime.telemetry import count, logger, places

Failures = dict[str, list[dict[str, str]]]


def handle_each(
    records: Iterable[Mapping[str, Any]],
    name_of: Callable[[Mapping[str, Any]], str],
    work: Callable[[Any], None],
) -> Failures:
    """Handle records one by one.

    Args:
        records: the records of the event.
        name_of: gives the identifier that the event source wants back for a record that failed.
        work: handles one record; whatever it raises gives the record back.

    Returns:
        `batchItemFailures` as Lambda's event source mappings read it.

    Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source in Lambda".
    """
    failed: list[dict[str, str]] = []
    for record in records:
        try:
            work(record)
        except Exception as error:  # one bad record must not hold up the others
            logger.warning("given back", extra={"error": type(error).__name__, "trace": places(error)})
            count("RecordGivenBack")
            failed.append({"itemIdentifier": name_of(record)})
    return {"batchItemFailures": failed}
