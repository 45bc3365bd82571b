"""The register: which id each person has, every change of it, and the reviewers' decisions."""
