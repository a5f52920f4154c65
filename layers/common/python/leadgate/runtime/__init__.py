"""Ring 5: wiring, HTTP edge and telemetry of the functions."""
