"""What a topology needs of the network: listeners, services, firewall rules; derived from the estate."""
