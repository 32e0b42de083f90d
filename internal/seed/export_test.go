package seed

var ShaCrypt = shaCrypt
