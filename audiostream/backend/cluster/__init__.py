"""The desired state of the cluster's systems: inspect, plan, apply; and their health."""
