process.stderr.write('libcmdqv.so: cannot open shared object file\n');
process.exit(127);
