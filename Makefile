# Everything a person does here. `make help` lists it; `make run` and `make test` are the two to know.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PYTHONPATH := site:.

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20
.PHONY: help
