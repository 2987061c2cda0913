"""Hold any server to the contract."""
