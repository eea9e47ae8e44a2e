# State is in PostgreSQL (PG_CONN_STR, a database apart from the product's; not through a pooler, since the lock belongs
# to a session), and encrypted before it leaves this machine. Terraform refuses this file; OpenTofu must be used.

terraform {
  backend "pg" {}

  encryption {
    key_provider "pbkdf2" "passphrase" {
      passphrase = var.state_passphrase
    }
    method "aes_gcm" "passphrase" {
      keys = key_provider.pbkdf2.passphrase
    }
    state {
      method   = method.aes_gcm.passphrase
      enforced = true
    }
    plan {
      method   = method.aes_gcm.passphrase
      enforced = true
    }
  }
}

variable "state_passphrase" {
  description = "Encrypts the state: TF_VAR_state_passphrase, from a password manager, at least 16 characters."
  type        = string
  sensitive   = true
}
