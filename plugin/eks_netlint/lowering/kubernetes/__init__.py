"""From Kubernetes objects to what runs on the cluster."""
