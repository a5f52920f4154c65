"""Ring 4: the ports of ring 2 made of AWS services."""
