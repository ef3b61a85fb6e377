"""Plans and studies read back from their workbooks, each verified first."""
