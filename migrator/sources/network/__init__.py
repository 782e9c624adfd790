"""Evidence of the network: zone files, answers of name servers, interfaces, routes, services, certificates, sockets."""
