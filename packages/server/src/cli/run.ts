import { main } from './main.ts'

const exitCode = await main(process.argv.slice(2))
// What a failed command has left open must not hold the process; what a good one has left is a fault to be seen.
if (exitCode === 0) process.exitCode = 0
else process.exit(exitCode)
