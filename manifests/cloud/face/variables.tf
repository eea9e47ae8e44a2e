# What each cloud is asked for: the same in all of them. A null takes the cloud's own default.

variable "name" {
  description = "Prefix of everything made. Azure and Google want some of these names to be unique in the world."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,14}[a-z0-9]$", var.name))
    error_message = "Lower-case letters, digits and hyphens, 4 to 16 of them, a letter first: the shortest limit of the three clouds."
  }
}

variable "account" {
  description = "Azure: the id of the subscription. Google: the id of the project. Oracle: the OCID of the compartment, which holds nothing else."
  type        = string
}

variable "region" {
  description = "As the cloud spells it: germanywestcentral, europe-west3, eu-frankfurt-1."
  type        = string
}

variable "nodes" {
  description = "Machine type, and how many of them at least and at most."
  type = object({
    size = optional(string)
    min  = optional(number)
    max  = optional(number)
  })
  default = {}
}

variable "kubernetes_channel" {
  description = "stable: a minor version that others have used for months. rapid: the newest."
  type        = string
  default     = "stable"
  validation {
    condition     = contains(["stable", "rapid"], var.kubernetes_channel)
    error_message = "Channels: stable, rapid."
  }
}

variable "github_repository" {
  description = "owner/name of the repository whose workflows may deploy."
  type        = string
  validation {
    condition     = can(regex("^[\\w.-]+/[\\w.-]+$", var.github_repository))
    error_message = "owner/name, such as taskwake/taskwake."
  }
}

variable "environments" {
  description = "GitHub environments whose jobs may deploy to this cluster. With production among them Azure's uptime promise is bought."
  type        = list(string)
  default     = ["production"]
}

variable "tags" {
  description = "On everything that can have tags."
  type        = map(string)
  default     = {}
}

variable "network_cidr" {
  description = "Addresses of the network, a /16."
  type        = string
  default     = "10.64.0.0/16"
  validation {
    condition     = can(cidrhost(var.network_cidr, 0)) && endswith(var.network_cidr, "/16")
    error_message = "A network with 16 bits, such as 10.64.0.0/16."
  }
}

variable "authorized_networks" {
  description = "Networks that may reach the API of Kubernetes. Empty: all, with a log-in, since GitHub's runners have no fixed addresses."
  type        = list(string)
  default     = []
}
