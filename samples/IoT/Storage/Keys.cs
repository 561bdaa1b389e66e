namespace IoT.Storage;

internal static class Keys
{
    public static string Sensor(SensorEvent e) => $"sensor#{e.Sensor}";

    public static string SoundLimit(SensorEvent e) => $"sound-limit#{e.Sensor}";

    public static string Sound(SensorEvent e) => $"sound#{e.Sensor}";

    public static string Accident(SensorEvent e) => $"accident#{e.Sensor}";

    public static string Air(SensorEvent e) => $"air#{e.Sensor}";

    public static string Sign(int location) => $"sign#{location}";
}
