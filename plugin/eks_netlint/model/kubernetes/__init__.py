"""What runs on the cluster: workloads, services, policies and load balancers, and the questions asked of them."""
