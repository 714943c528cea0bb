"""The billing run: what contracts owe on a day, proposed, looked at, then issued as one."""
