"""What `./run bench` measures. Each module listed in `__main__.py` has `measures(full) -> Iterator[Measure]`."""
