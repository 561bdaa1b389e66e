using Fusionize.Benchmarks.Infrastructure;

return SuiteRunner.Run(args);
