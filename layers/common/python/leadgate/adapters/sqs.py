"""The qualification queue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

_BATCH = 10


class SqsQualificationQueue:
    """A QualificationQueue on SQS; ten nudges a call."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def ask(self, nudges: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        """Queue leads with a delay in seconds each; gives the ids that the queue did not take."""
        refused: list[str] = []
        for start in range(0, len(nudges), _BATCH):
            batch = nudges[start : start + _BATCH]
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(n), "MessageBody": json.dumps({"lead_id": lead_id}), "DelaySeconds": delay}
                    for n, (lead_id, delay) in enumerate(batch)
                ],
            )
            refused += [batch[int(failure["Id"])][0] for failure in answer.get("Failed", [])]
        return tuple(refused)
