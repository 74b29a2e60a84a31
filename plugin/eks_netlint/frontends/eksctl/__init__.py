"""Files of eksctl: ``ClusterConfig`` of ``eksctl.io``."""
