using Fusionize.Cli.Commands;
using Fusionize.Cli.Terminal;

return await FusionizeCommand.RunAsync(args, Screen.ForProcess());
