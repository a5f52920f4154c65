"""What a demo request costs on AWS, from counted calls and units."""

from bench.counted_aws import Ledger

# US dollars, us-east-1, on demand, without the free tier; as the public price pages had them in 2025.
PRICES = {
    "dynamodb.write_unit": 0.625e-6,
    "dynamodb.read_unit": 0.125e-6,
    "apigateway.request": 3.50e-6,
    "lambda.request": 0.20e-6,
    "lambda.arm64.gb_second": 13.3334e-6,
    "sqs.request": 0.40e-6,
}
MEMORY_GB = 0.5
# A laptop tells nothing of Lambda's time: a call to AWS is taken as 8 ms, our own work on it as 4 ms.
SECONDS_PER_CALL = 0.012


def per_million(request: Ledger, worker: Ledger) -> float:
    """Give the price of a million demo requests in US dollars.

    Args:
        request: what one demo request calls.
        worker: what the worker calls for the message that follows it.

    Returns:
        The gateway, intake, authorizer (held for a minute, so not counted), stream relay, queue, worker and table
        together. A relay batch is taken as ten leads, a worker batch as ten messages.
    """
    units = Ledger(request.calls + worker.calls, request.write_units + worker.write_units, 0.0)
    units.read_units = request.read_units + worker.read_units
    seconds = SECONDS_PER_CALL * (units.calls.total() + 0.2)
    each = (
        PRICES["apigateway.request"]
        + PRICES["lambda.request"] * 1.2
        + PRICES["lambda.arm64.gb_second"] * MEMORY_GB * seconds
        + PRICES["sqs.request"] * 0.3
        + PRICES["dynamodb.write_unit"] * units.write_units
        + PRICES["dynamodb.read_unit"] * units.read_units
    )
    return round(each * 1e6, 2)
