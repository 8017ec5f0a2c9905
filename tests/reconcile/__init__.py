"""What reconciling promises, one case a test. Whole lives of sites stand in tests/simulator."""
