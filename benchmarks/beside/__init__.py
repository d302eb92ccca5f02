"""What benchmarks run or open beside themselves; no benchmark itself (`make bench` runs the files above)."""
