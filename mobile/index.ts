// A release holds no tee: Metro drops the branch that is not taken, and with it all that only this branch requires.
if (__DEV__) require("./src/debug");
else require("./src/release");
