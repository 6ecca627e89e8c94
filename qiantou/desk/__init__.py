"""The pages: Django views over the loop, server-rendered, working without a script."""
